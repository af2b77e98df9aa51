package io.engram.inference.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Carries statements out. */
final class Interpreter {
    private enum Flow {
        ON, BREAK, CONTINUE
    }

    private Interpreter() {
    }

    static void render(Run run, Scope scope, List<Statement> body) {
        all(run, scope, body);
    }

    private static Flow all(Run run, Scope scope, List<Statement> body) {
        for (Statement statement : body) {
            Flow flow = one(run, scope, statement);
            if (flow != Flow.ON) {
                return flow;
            }
        }
        return Flow.ON;
    }

    private static Flow one(Run run, Scope scope, Statement statement) {
        run.enter();
        run.line = statement.line();
        Flow flow = Flow.ON;
        switch (statement) {
            case Statement.Text text -> run.write(run.own(text.text()));
            case Statement.Output output -> run.write(Texts.text(run, Evaluator.value(run, scope, output.value())));
            case Statement.If branches -> flow = all(run, scope, chosen(run, scope, branches));
            case Statement.For loop -> loop(run, scope, loop,
                    Evaluator.value(run, scope, loop.over()), 0);
            case Statement.Assign assign -> assign(run, scope, assign.target(),
                    Evaluator.value(run, scope, assign.value()));
            case Statement.AssignBlock block -> assign(run, scope, block.target(),
                    captured(run, scope, block.body(), block.filtered()));
            case Statement.FilterBlock block -> run.write(Texts.text(run,
                    captured(run, scope, block.body(), block.filtered())));
            case Statement.MacroOf macro -> scope.set(macro.name(),
                    new Macro(macro.name(), macro.signature(), macro.open(), macro.body(), scope));
            case Statement.CallBlock call -> callBlock(run, scope, call);
            case Statement.With with -> {
                Scope inner = new Scope(scope);
                for (int i = 0; i < with.targets().size(); i++) {
                    assign(run, inner, with.targets().get(i), Evaluator.value(run, scope, with.values().get(i)));
                }
                flow = all(run, inner, with.body());
            }
            case Statement.Group group -> flow = all(run, new Scope(scope), group.body());
            case Statement.Break _ -> flow = Flow.BREAK;
            case Statement.Continue _ -> flow = Flow.CONTINUE;
        }
        run.leave();
        return flow;
    }

    private static List<Statement> chosen(Run run, Scope scope, Statement.If branches) {
        for (Statement.Branch branch : branches.branches()) {
            if (Values.truth(Evaluator.value(run, scope, branch.test()))) {
                return branch.body();
            }
        }
        return branches.otherwise();
    }

    private static void loop(Run run, Scope scope, Statement.For loop, Object over, int depth) {
        List<Object> elements = Values.elements(run, over);
        if (loop.filter() != null) {
            List<Object> kept = new ArrayList<>();
            for (Object element : elements) {
                Scope inner = new Scope(scope);
                assign(run, inner, loop.target(), element);
                if (Values.truth(Evaluator.value(run, inner, loop.filter()))) {
                    kept.add(element);
                }
            }
            elements = kept;
        }
        LoopState.Again again = (r, more, deeper) -> {
            Pieces outer = r.capture();
            loop(r, scope, loop, more, deeper);
            return r.endCapture(outer);
        };
        LoopState state = new LoopState(elements, depth, loop.recursive() ? again : null);
        for (int i = 0; i < elements.size(); i++) {
            state.index = i;
            Scope inner = new Scope(scope);
            inner.set("loop", state);
            assign(run, inner, loop.target(), elements.get(i));
            run.charge(1);
            if (all(run, inner, loop.body()) == Flow.BREAK) {
                break;
            }
        }
        if (elements.isEmpty()) {
            all(run, new Scope(scope), loop.otherwise());
        }
    }

    private static void assign(Run run, Scope scope, Statement.Target target, Object value) {
        switch (target) {
            case Statement.Target.Variable variable -> scope.set(variable.name(), value);
            case Statement.Target.Member member -> {
                if (!(scope.find(member.namespace()) instanceof Namespace space)) {
                    throw run.fail("expected a namespace to set " + member.attribute() + " of, received "
                            + member.namespace());
                }
                run.charge(4);
                space.values().put(member.attribute(), value);
            }
            case Statement.Target.Several several -> {
                List<Object> parts = Values.elements(run, value);
                if (parts.size() != several.targets().size()) {
                    throw run.fail("expected " + several.targets().size() + " values to unpack, received "
                            + parts.size());
                }
                for (int i = 0; i < parts.size(); i++) {
                    assign(run, scope, several.targets().get(i), parts.get(i));
                }
            }
        }
    }

    private static Object captured(Run run, Scope scope, List<Statement> body, Expression filtered) {
        Pieces outer = run.capture();
        all(run, new Scope(scope), body);
        Scope inner = new Scope(scope);
        inner.set(Statement.CAPTURED, run.endCapture(outer));
        return Evaluator.value(run, inner, filtered);
    }

    private static void callBlock(Run run, Scope scope, Statement.CallBlock block) {
        Object callee = Evaluator.value(run, scope, block.call().callee());
        Arguments passed = Evaluator.arguments(run, scope, block.call().passed(), "call");
        Map<String, Object> named = new LinkedHashMap<>(passed.named());
        named.put("caller", new Macro("caller", block.signature(), false, block.body(), scope));
        if (!(callee instanceof Macro macro)) {
            throw run.fail("call: expected a macro, received " + Values.kind(callee));
        }
        run.write(Texts.text(run, macro.call(run, new Arguments(macro.name(), passed.positional(), named))));
    }
}
