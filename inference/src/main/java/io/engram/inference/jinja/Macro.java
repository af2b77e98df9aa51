package io.engram.inference.jinja;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A macro with the scope it was defined in. */
record Macro(String name, Statement.Signature signature, boolean open, List<Statement> body,
        Scope home) implements Callable {
    @Override
    public Object call(Run run, Arguments arguments) {
        run.enter();
        Scope scope = new Scope(home);
        List<String> names = signature.names();
        Map<String, Object> more = new LinkedHashMap<>(arguments.named());
        Object caller = more.remove("caller");
        if (caller != null) {
            scope.set("caller", caller);
        }
        for (int i = 0; i < names.size(); i++) {
            String parameter = names.get(i);
            int fallback = i - (names.size() - signature.defaults().size());
            Object value;
            if (i < arguments.size()) {
                value = arguments.positional().get(i);
            } else if (more.containsKey(parameter)) {
                value = more.remove(parameter);
            } else {
                value = fallback >= 0
                        ? Evaluator.value(run, scope, signature.defaults().get(fallback))
                        : new Undefined("parameter '" + parameter + "'");
            }
            scope.set(parameter, value);
        }
        List<Object> rest = List.copyOf(arguments.skip(name, names.size()).positional());
        if (!open && !(rest.isEmpty() && more.isEmpty())) {
            throw run.fail(name + ": expected the arguments " + names + ", received "
                    + (rest.isEmpty() ? more.keySet() : rest.size() + " more"));
        }
        scope.set("varargs", new Tuple(rest));
        scope.set("kwargs", new LinkedHashMap<Object, Object>(more));
        Pieces outer = run.capture();
        Interpreter.render(run, scope, body);
        run.leave();
        return run.endCapture(outer);
    }
}
