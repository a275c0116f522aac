"""What the mail room refuses."""

from vekha.domain.refusals import RefusedError


class MailError(RefusedError):
    """Mail cannot be sent as it is set up."""


class UnsafeLoginError(MailError):
    """A password would leave without TLS."""


class VirtualFolderError(MailError):
    """A data folder of virtual time may not write to a real relay."""


class CertificateFileError(MailError):
    """The file of trusted certificates cannot be read."""
