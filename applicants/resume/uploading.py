"""Stops reading an uploaded file at the cap, so that nobody can fill the memory or the disk."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

TOO_LARGE = "upload_too_large"


class CappedUploadHandler(FileUploadHandler):
    """First in the chain: drops a file that grows beyond the cap and marks the request.

    The rest of the form is still read, so that the page can say in words what was wrong.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.received = 0
        declared = self.content_length
        if declared is not None and declared > settings.RESUME_MAX_BYTES:
            self._refuse()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.received += len(raw_data)
        if self.received > settings.RESUME_MAX_BYTES:
            self._refuse()
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The handlers after this one make the file."""

    def _refuse(self) -> None:
        setattr(self.request, TOO_LARGE, True)
        raise SkipFile
