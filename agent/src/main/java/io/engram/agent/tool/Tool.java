package io.engram.agent.tool;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Makes a public method callable by an agent that was granted it. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Tool {
    /** What the tool does and when to use it, for the model and for people. */
    String value();

    /** Its name: 1 to 64 letters, digits, {@code _} or {@code -}; the method's name when empty. */
    String name() default "";

    /** What it does to the world outside. */
    Effect effect() default Effect.READ;

    /** When it is ended, in milliseconds. */
    long timeoutMillis() default 30_000;
}
