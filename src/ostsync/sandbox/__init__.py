"""A local Spotify-compatible server with a sample catalogue.

A stranger on purpose: it imports nothing of `titles` or `matching`, so that a shared mistake cannot hide. Built from
what is known of the Web API of a 2026 development-mode app, and strict where that is known to be strict.

    from ostsync.sandbox.server import running
    with running(search="forgiving") as sandbox: ...
"""
