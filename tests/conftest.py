"""What all tests need."""

import signal

# Where a job in the background started the tests, SIGINT is ignored, and would be by the commands that they interrupt.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
