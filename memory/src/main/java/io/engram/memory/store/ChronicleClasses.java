package io.engram.memory.store;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import net.openhft.chronicle.hash.VanillaGlobalMutableState;
import net.openhft.chronicle.values.ValueModel;
import net.openhft.compiler.CachedCompiler;

/**
 * Writes down the class that Chronicle Map makes of one of its interfaces with the Java compiler at every start. Where a jar
 * with it is on the class path, the library takes it from there; loading the compiler takes up most of what a first map
 * costs (1.3 s instead of 3.3 s as measured on a busy machine). The launcher calls this once per build.
 */
public final class ChronicleClasses {
    private ChronicleClasses() {
    }

    /**
     * Arguments: the jar to write.
     *
     * @throws IllegalStateException
     *             if the library's version is not the one this knows
     */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 1) {
            throw new IllegalArgumentException("expected the jar to write, got " + arguments.length + " arguments");
        }
        write(Path.of(arguments[0]));
    }

    static void write(Path jar) throws IOException {
        ChronicleSupport.silence();
        Class<?> described = VanillaGlobalMutableState.class;
        String name = described.getSimpleName() + "$$Native";
        Path classes = Files.createTempDirectory("engram-chronicle");
        Path made = classes.resolve((described.getPackageName() + '.' + name).replace('.', '/') + ".class");
        try (CachedCompiler compiler = new CachedCompiler(null, classes.toFile())) {
            compiler.loadFromJava(new ClassLoader(ChronicleClasses.class.getClassLoader()) {
            }, described.getPackageName() + '.' + name, source(described, name));
            Path temporary = jar.resolveSibling(jar.getFileName() + ".new");
            try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(temporary))) {
                JarEntry entry = new JarEntry(classes.relativize(made).toString().replace('\\', '/'));
                entry.setTime(0);
                out.putNextEntry(entry);
                out.write(Files.readAllBytes(made));
            }
            Files.move(temporary, jar, StandardCopyOption.REPLACE_EXISTING);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Chronicle Values cannot be asked for the source of " + name, e);
        } finally {
            delete(classes);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** What the library would compile; it has no public way to ask for it. */
    private static String source(Class<?> described, String name) throws ReflectiveOperationException {
        Method generate = Class.forName("net.openhft.chronicle.values.Generators")
                .getDeclaredMethod("generateNativeClass", ValueModel.class, String.class);
        generate.setAccessible(true);
        return (String) generate.invoke(null, ValueModel.acquire(described), name);
    }
}
