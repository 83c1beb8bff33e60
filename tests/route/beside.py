"""Runs the tests of a script side by side, as they wait for most of their time."""
import sys
import unittest
from concurrent.futures import ThreadPoolExecutor


def run(test):
    result = unittest.TestResult()
    test.run(result)
    return [f"{test.id()}\n{text}" for _, text in result.failures + result.errors]


def tests_of(suite):
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            yield from tests_of(test)
        else:
            yield test


def main():
    """A script runs those that are named behind it, one after the other, or all of them."""
    if len(sys.argv) > 1:
        unittest.main("__main__")
    tests = list(tests_of(unittest.defaultTestLoader.loadTestsFromModule(sys.modules["__main__"])))
    with ThreadPoolExecutor(len(tests)) as pool:
        wrong = [text for texts in pool.map(run, tests) for text in texts]
    print("\n".join(wrong) or f"{len(tests)} tests hold")
    sys.exit(1 if wrong else 0)
