"""The same paper gives the same bytes: a zip with fixed times and order of its members."""

import io
import zipfile

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest moment a zip can name


def with_fixed_times(content: bytes) -> bytes:
    """Return the zip re-packed: members as they stood, without the time of packing or the platform."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for member in source.infolist():
            fixed = zipfile.ZipInfo(member.filename, _EPOCH)
            fixed.compress_type = zipfile.ZIP_DEFLATED
            fixed.create_system = 3
            fixed.external_attr = 0o600 << 16
            target.writestr(fixed, source.read(member))
    return packed.getvalue()
