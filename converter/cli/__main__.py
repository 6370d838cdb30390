"""``python -m converter.cli`` is ``tf2cfn``."""

import sys

from converter.cli.program import main

sys.exit(main())
