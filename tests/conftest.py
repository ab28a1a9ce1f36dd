"""What all tests need."""

import signal

# Where a job in the background or under nohup started the tests, signals are ignored, and would be by the commands that
# the tests stop with them.
for name, usual in (("SIGINT", signal.default_int_handler), ("SIGTERM", signal.SIG_DFL), ("SIGHUP", signal.SIG_DFL)):
    number = getattr(signal, name, None)
    if number is not None and signal.getsignal(number) == signal.SIG_IGN:
        signal.signal(number, usual)
