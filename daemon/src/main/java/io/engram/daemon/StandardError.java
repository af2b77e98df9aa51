package io.engram.daemon;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Takes over the descriptor on which the launcher handed down the true standard error.
 *
 * <p>The launcher reads the JVM's own descriptor 2 to drop one line that the JVM prints at every start (about the incubating
 * Vector API). What the program says should not take that detour: it goes to the descriptor named by the system property
 * {@code engram.stderr}. Opening {@code /dev/fd/3} anew would give it an offset of its own, and a file that holds both
 * streams would be overwritten; the descriptor itself shares the offset. Where the JDK does not open {@code java.io} for
 * that, everything still arrives through the launcher's reader.
 */
final class StandardError {

    private StandardError() {
    }

    /** Call once, before anything writes. */
    static void restore() {
        Integer number = Integer.getInteger("engram.stderr");
        if (number == null)
            return;
        try {
            var constructor = FileDescriptor.class.getDeclaredConstructor(int.class);
            constructor.setAccessible(true);
            System.setErr(new PrintStream(new FileOutputStream(constructor.newInstance(number)), true,
                    StandardCharsets.UTF_8));
        } catch (ReflectiveOperationException | RuntimeException unavailable) {
            // Descriptor 2 stays; the launcher's reader passes it on.
            return;
        }
    }
}
