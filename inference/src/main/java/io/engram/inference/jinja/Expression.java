package io.engram.inference.jinja;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What has a value; {@code line} counts from 1. */
sealed interface Expression {
    int line();

    record Literal(int line, Object value) implements Expression {
    }

    record Name(int line, String name) implements Expression {
    }

    record ListOf(int line, List<Expression> items, boolean tuple) implements Expression {
    }

    record DictOf(int line, List<Expression> keys, List<Expression> values) implements Expression {
    }

    record Attribute(int line, Expression of, String name) implements Expression {
    }

    record Item(int line, Expression of, Expression index) implements Expression {
    }

    record Slice(int line, Expression of, @Nullable Expression from, @Nullable Expression to, @Nullable Expression step)
            implements
                Expression {
    }

    record Call(int line, Expression callee, Passed passed) implements Expression {
    }

    record Filter(int line, Expression of, String name, Passed passed) implements Expression {
    }

    record Test(int line, Expression of, String name, Passed passed, boolean negated) implements Expression {
    }

    record Unary(int line, String operator, Expression of) implements Expression {
    }

    record Binary(int line, String operator, Expression left, Expression right) implements Expression {
    }

    record Compare(int line, Expression first, List<String> operators, List<Expression> rest) implements Expression {
    }

    record Conditional(int line, Expression then, Expression test,
            @Nullable Expression otherwise) implements Expression {
    }

    /** Arguments as written. */
    record Passed(List<Expression> positional, Map<String, Expression> named, @Nullable Expression star,
            @Nullable Expression twoStars) {
        static final Passed NOTHING = new Passed(List.of(), Map.of(), null, null);
    }
}
