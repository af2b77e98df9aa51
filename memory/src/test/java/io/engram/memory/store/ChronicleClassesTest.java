package io.engram.memory.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.jar.JarFile;
import net.openhft.chronicle.hash.VanillaGlobalMutableState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChronicleClassesTest {
    @TempDir
    private Path directory = Path.of("");

    /** Defines one class itself, also where the library has compiled its own by now. */
    private static final class Own extends ClassLoader {
        Own(ClassLoader parent) {
            super(parent);
        }

        Class<?> define(String name, byte[] bytes) {
            return defineClass(name, bytes, 0, bytes.length);
        }
    }

    @Test
    void the_jar_holds_the_class_under_the_name_that_the_library_looks_for() throws Exception {
        Path jar = directory.resolve("made.jar");
        ChronicleClasses.write(jar);
        String name = VanillaGlobalMutableState.class.getName() + "$$Native";
        try (JarFile file = new JarFile(jar.toFile());
                var bytes = file.getInputStream(file.getJarEntry(name.replace('.', '/') + ".class"))) {
            Class<?> made = new Own(getClass().getClassLoader()).define(name, bytes.readAllBytes());
            assertThat(made.getConstructor().newInstance()).isInstanceOf(VanillaGlobalMutableState.class);
        }
    }
}
