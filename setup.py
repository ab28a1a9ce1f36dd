"""Builds the package with the knowledge base in the form that loads at once; everything else is in ``setup.cfg``."""

import sys
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).parent.resolve()


class BuildWithBase(build_py):
    """Copies the modules and data, then adds the checked base.

    An editable install gets none, as it reads the file in the checkout, which may change. Without PyYAML and Biopython
    in the environment of the build there is none either: gistcli then checks the base itself, and keeps it.
    """

    def run(self):
        """Build, then write the base beside its YAML file."""
        super().run()
        if self.editable_mode:
            return
        sys.path.insert(0, str(ROOT))
        try:
            from gistcli.knowledge import PACKAGED, packaged
        except ImportError as error:
            self.warn(f"the knowledge base is packed without its compiled form: {error}")
            return
        finally:
            sys.path.remove(str(ROOT))
        (Path(self.build_lib) / "gistcli" / "data" / PACKAGED).write_bytes(packaged())


setup(cmdclass={"build_py": BuildWithBase})
