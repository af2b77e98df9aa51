package io.engram.memory.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What Chronicle Map needs from the JVM, and keeping it quiet. */
final class ChronicleSupport {

    private record Need(String module, String packageName, boolean open, String flag) {
    }

    private static final List<Need> NEEDS = List.of(
            new Need("java.base", "java.lang", true, "--add-opens=java.base/java.lang=ALL-UNNAMED"),
            new Need("java.base", "java.lang.reflect", true, "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED"),
            new Need("java.base", "sun.nio.ch", false, "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED"),
            new Need("java.base", "jdk.internal.ref", false, "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED"),
            new Need("jdk.compiler", "com.sun.tools.javac.file", false,
                    "--add-exports=jdk.compiler/com.sun.tools.javac.file=ALL-UNNAMED"));

    private ChronicleSupport() {
    }

    /** The flags and modules that are missing, as one line; empty where all is there. */
    static Optional<String> missing() {
        List<String> missing = new ArrayList<>();
        Module here = ChronicleSupport.class.getModule();
        for (Need need : NEEDS) {
            Optional<Module> module = ModuleLayer.boot().findModule(need.module());
            if (module.isEmpty()) {
                missing.add("module " + need.module() + " (a full JDK)");
            } else if (need.open()
                    ? !module.get().isOpen(need.packageName(), here)
                    : !module.get().isExported(need.packageName(), here)) {
                missing.add(need.flag());
            }
        }
        return missing.isEmpty() ? Optional.empty() : Optional.of("missing " + String.join(" ", missing));
    }

    /**
     * Switches off the library's usage telemetry and its announcement on standard output. It reads these properties when its
     * classes load, so this runs before the first of them is touched, and also where the flags in {@code jvm.flags} are set.
     */
    static void silence() {
        System.setProperty("chronicle.analytics.disable", "true");
        System.setProperty("chronicle.announcer.disable", "true");
    }
}
