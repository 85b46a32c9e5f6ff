"""A winnowd on a disk of its own, which a test fills."""
import os
import pathlib
import shutil
import subprocess
import time

from winnowd import Winnowd

MEGABYTE = 1 << 20
CAN_MOUNT = shutil.which("unshare") and subprocess.run(
    ["unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"], capture_output=True).returncode == 0


class OnSmallDisk(Winnowd):
    """Its state is on a disk of 24 MB that nobody else sees, but through /proc."""

    def command(self):
        self.state.mkdir(parents=True, exist_ok=True)
        script = f'mount -t tmpfs -o size=24m tmpfs "{self.state}" && exec "$@"'
        return ["unshare", "-rm", "/bin/sh", "-c", script, "sh", *super().command()]

    def ballast(self, megabytes):
        """Leaves that much room."""
        path = pathlib.Path(f"/proc/{self.process.pid}/root{self.state}/ballast")
        path.unlink(missing_ok=True)
        with open(path, "wb") as file:
            for _ in range(50):  # winnowd may be writing at the same moment
                fs = os.statvfs(path.parent)
                try:
                    os.posix_fallocate(file.fileno(), 0, fs.f_bavail * fs.f_frsize - int(megabytes * MEGABYTE))
                    return
                except OSError:
                    time.sleep(0.05)
            raise AssertionError("the disk can't be filled")
