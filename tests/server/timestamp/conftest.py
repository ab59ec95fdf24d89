"""Time stamps need an authority, which openssl is, and the extra `timestamp`: collected only where both are found."""

import shutil
from importlib.util import find_spec

collect_ignore = [] if shutil.which("openssl") and find_spec("rfc3161_client") else ["test_stamps.py"]
