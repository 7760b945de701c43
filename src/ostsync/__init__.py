"""ostsync: an article that recommends soundtracks goes in, a Spotify playlist comes out."""

__version__ = "0.1.0"
