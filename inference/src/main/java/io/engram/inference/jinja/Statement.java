package io.engram.inference.jinja;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is done in order; {@code line} counts from 1. */
sealed interface Statement {
    int line();

    record Text(int line, String text) implements Statement {
    }

    record Output(int line, Expression value) implements Statement {
    }

    record If(int line, List<Branch> branches, List<Statement> otherwise) implements Statement {
    }

    record Branch(Expression test, List<Statement> body) {
    }

    record For(int line, Target target, Expression over, @Nullable Expression filter, boolean recursive,
            List<Statement> body, List<Statement> otherwise) implements Statement {
    }

    record Assign(int line, Target target, Expression value) implements Statement {
    }

    /** {@code filtered} is the text as {@link #CAPTURED}, with filters around it. */
    record AssignBlock(int line, Target target, Expression filtered, List<Statement> body) implements Statement {
    }

    record FilterBlock(int line, Expression filtered, List<Statement> body) implements Statement {
    }

    /** {@code open}: its body uses arguments beyond its parameters. */
    record MacroOf(int line, String name, Signature signature, boolean open,
            List<Statement> body) implements Statement {
    }

    record CallBlock(int line, Signature signature, Expression.Call call, List<Statement> body) implements Statement {
    }

    record With(int line, List<Target> targets, List<Expression> values, List<Statement> body) implements Statement {
    }

    /** Statements that render as if their tags were not there. */
    record Group(int line, List<Statement> body) implements Statement {
    }

    record Break(int line) implements Statement {
    }

    record Continue(int line) implements Statement {
    }

    /** Parameters of a macro; {@code defaults} belong to the last ones. */
    record Signature(List<String> names, List<Expression> defaults) {
    }

    /** The name under which a captured block is filtered; no template can write it. */
    String CAPTURED = "captured block";

    /** What can be assigned to. */
    sealed interface Target {
        record Variable(String name) implements Target {
        }

        record Member(String namespace, String attribute) implements Target {
        }

        record Several(List<Target> targets) implements Target {
        }
    }

}
