"""What every function needs and no system owns: errors, settings, clients, cache, clock, ids, HTTP.

Never imports a system.
"""
