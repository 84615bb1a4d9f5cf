"""What every process reads from its environment, once, at the start."""

from dataclasses import dataclass
from pathlib import Path

from environs import Env, EnvError

_RESERVED = "moves"


@dataclass(frozen=True)
class KernelSettings:
    """The part of the settings that all services share; names are prefixed KS_."""

    service: str
    database_url: str
    amqp_url: str
    zone: str
    lanes: tuple[str, ...]
    listen: str
    token_keys: Path
    sealing_dir: Path
    blob_dir: Path
    blob_url: str
    witness_dir: Path
    form_key: Path
    emblem: Path | None
    metrics_port: int
    log_level: str
    pool_size: int


def environment() -> Env:
    """The process's environment under the prefix KS_."""
    return Env(prefix="KS_")


def kernel_settings(service: str) -> KernelSettings:
    """Read the shared settings; raises environs.EnvError naming what is missing."""
    env = environment()
    lanes = tuple(env.list("LANES", ["shared", "directory"]))
    if _RESERVED in lanes:
        raise EnvError(f"KS_LANES: no lane may be called {_RESERVED}; its role would be the lock of moves.")
    return KernelSettings(
        service=service,
        database_url=env.str("DATABASE_URL"),
        amqp_url=env.str("AMQP_URL", ""),
        zone=env.str("ZONE", ""),
        lanes=lanes,
        listen=env.str("LISTEN", ""),
        token_keys=env.path("TOKEN_KEYS", Path("token-keys.json")),
        sealing_dir=env.path("SEALING_DIR", Path("sealing")),
        blob_dir=env.path("BLOB_DIR", Path("blobs")),
        blob_url=env.str("BLOB_URL", ""),
        witness_dir=env.path("WITNESS_DIR", Path("witness")),
        form_key=env.path("FORM_KEY", Path("form.key")),
        emblem=env.path("EMBLEM", None),
        metrics_port=env.int("METRICS_PORT", 0),
        log_level=env.str("LOG_LEVEL", "info"),
        pool_size=env.int("POOL_SIZE", 8),
    )
