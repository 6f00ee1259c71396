"""LocalStack's missing part on a machine without docker: Lambda environments as local processes.

``runtime_api`` is Lambda's Runtime API for one environment, ``executor`` drives it by LocalStack's
executor interface, ``plugin`` registers that, ``__main__`` starts LocalStack. Nothing here knows
Triptych.
"""
