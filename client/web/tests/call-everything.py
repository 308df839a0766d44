"""Calls every function and method of the built-in modules with arguments of several kinds, and tells what came back.

Runs in Pyodide. A call must only do the same in two builds of it, so most calls are refused for their arguments.
"""

import json

ARGUMENTS = [
    (),
    (0,),
    (-3,),
    (2.5,),
    ("a가",),
    (b"ab",),
    ([3, 1, 2],),
    ({"b": 1},),
    ((1, 2),),
    (None,),
    (int,),
    (2, 3),
    ("%s", "b"),
    (b"a", b"b"),
    ([1, 2], 1),
    (len, [[1], []]),
    ("ab", 0, 1),
    (1, 2, 3, 4, 5),
]
# Each is made anew for each call: some calls use their object up.
SAMPLES = """0|7|True|1.5|2j|"A가b"|b"Ab"|bytearray(b"ab")|[2, 1]|(1, 2)|{1: 2}|{1, 2}|frozenset({1})|None|memoryview(b"ab")
range(3)|slice(1)|iter([1])|iter({1: 2})|(x for x in "a")|len|str.upper|int|...|ValueError("a")|object()|property(len)
BaseExceptionGroup("a", [ValueError("b")])|type("T", (), {})()""".replace("\n", "|").split("|")
# These end or block Python, wait, read from the person, depend on the moment, or reach for memory by its address.
LEFT_ALONE = {"_exit", "_run_tests", "abort", "breakpoint", "exec", "exit", "exit_thread", "fork", "fork1", "input", "kill"}
LEFT_ALONE |= {"pause", "quit", "raise_signal", "read", "select", "sigwait", "sleep", "stack_size", "start_new_thread"}
LEFT_ALONE |= {"acquire", "acquire_lock", "alarm", "close", "closerange", "dup", "dup2", "flush", "interrupt_main"}
LEFT_ALONE |= {"start_joinable_thread", "start_new", "_shutdown", "poll", "pthread_kill", "set_blocking", "setrlimit"}
LEFT_ALONE |= {"settrace", "setprofile", "_settraceallthreads", "_setprofileallthreads", "setrecursionlimit", "collect"}
LEFT_ALONE |= {"call_tracing", "get_objects", "get_referrers", "get_referents", "open_code", "_clear_internal_caches"}
LEFT_ALONE |= {"_clear", "_run_exitfuncs", "unregister", "register", "clear", "_deactivate_opcode", "set_debug", "freeze"}
LEFT_ALONE |= {"posix_spawn", "posix_spawnp", "execv", "execve", "system", "wait", "waitpid", "write", "writev", "chroot"}
LEFT_ALONE |= {"_getframe", "_current_frames", "_current_exceptions", "_stop_the_world", "remote_exec", "set_threshold"}
LEFT_ALONE |= {"set_asyncgen_hooks", "set_coroutine_origin_tracking_depth", "setswitchinterval", "setdlopenflags"}
LEFT_ALONE |= {"lock_held", "release_lock", "release", "create_dynamic", "create_builtin", "exec_builtin", "exec_dynamic"}
LEFT_ALONE |= {"init_frozen", "_override_multi_interp_extensions_check", "_override_frozen_modules_for_tests"}
LEFT_ALONE |= {"urandom", "getrandom", "chdir", "fchdir", "unlink", "remove", "rmdir", "rename", "replace", "abc_invalidate"}
# These import a module of the standard library that the client does not pack.
LEFT_ALONE |= {"getaddrinfo", "gethostbyaddr", "gethostbyname", "gethostbyname_ex", "help", "strptime"}
MODULES_LEFT_ALONE = {"sys", "_pyodide_core", "_imp", "_xxtestfuzz", "faulthandler", "gc", "marshal", "atexit", "_tracemalloc"}


def outcome(call, arguments):
    try:
        result = call(*arguments)
    except SystemExit:
        return "SystemExit"
    except BaseException as error:
        return type(error).__name__
    return type(result).__name__


def members(owner):
    for name in sorted(dir(owner)):
        if name in LEFT_ALONE or name in {"__subclasshook__", "__init_subclass__", "__sizeof__", "__dir__"}:
            continue
        member = getattr(owner, name, None)
        if callable(member):
            yield name, member


def calls(modules):
    for name in modules:
        module = __import__(name)
        for member, function in members(module):
            for at, arguments in enumerate(ARGUMENTS):
                yield f"{name}.{member}/{at}", function, arguments
    for text in SAMPLES:
        for member, _ in members(eval(text)):
            for at, arguments in enumerate(ARGUMENTS):
                yield f"({text}).{member}/{at}", getattr(eval(text), member), arguments


def everything(modules):
    """JSON of what each call has done, by its name."""
    called = calls([name for name in modules if name not in MODULES_LEFT_ALONE])
    return json.dumps({name: outcome(function, arguments) for name, function, arguments in called})
