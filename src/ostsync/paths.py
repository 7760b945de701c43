"""Where the files of one user lie: config, data and cache, in the system's own places or all under one home."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Paths:
    """Three directories. Data is what nobody else has; the cache can be deleted at any time."""

    config: Path
    data: Path
    cache: Path

    @classmethod
    def find(cls, home: Path | None = None) -> Paths:
        """Under `home` where it is given, else where the system puts such files."""
        if home is not None:
            home = home.expanduser().absolute()
            return cls(home, home / "data", home / "cache")
        import platformdirs

        return cls(
            platformdirs.user_config_path("ostsync", appauthor=False),
            platformdirs.user_data_path("ostsync", appauthor=False),
            platformdirs.user_cache_path("ostsync", appauthor=False),
        )

    @property
    def config_file(self) -> Path:
        """The settings."""
        return self.config / "config.toml"

    @property
    def database(self) -> Path:
        """What was read, judged, decided and pushed."""
        return self.data / "ostsync.db"

    @property
    def tokens(self) -> Path:
        """Logins, one private file each; in data because a login is no cache."""
        return self.data / "tokens"

    @property
    def works(self) -> Path:
        """The names files that were imported."""
        return self.data / "works"
