package io.engram.inference.jinja;

/** A function, macro, method, filter or test of a template. */
@FunctionalInterface
interface Callable {
    /**
     * The result.
     *
     * @param run
     *            where budgets are charged and errors get their line
     */
    Object call(Run run, Arguments arguments);
}
