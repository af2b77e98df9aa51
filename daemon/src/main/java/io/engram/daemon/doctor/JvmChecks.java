package io.engram.daemon.doctor;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Looks at the JDK, its flags and its memory. */
final class JvmChecks {
    private static final int NEEDED = 25;
    private static final long MIB = 1 << 20;
    private static final long LEAST_HEAP = 512 * MIB;

    private JvmChecks() {
    }

    static Finding jdk() {
        int feature = Runtime.version().feature();
        boolean compiler = ModuleLayer.boot().findModule("jdk.compiler").isPresent();
        Map<String, Object> measures = Map.of("version", Runtime.version().toString(), "home",
                System.getProperty("java.home", ""), "compiler", compiler);
        String detail = Runtime.version() + ", " + System.getProperty("java.vendor", "unknown vendor") + ", "
                + System.getProperty("java.home", "");
        if (feature < NEEDED)
            return Finding.broken("jdk", detail, "install a JDK " + NEEDED + " or newer and set JAVA_HOME", measures);
        if (!compiler)
            return Finding.weak("jdk", detail + ", without a compiler",
                    "use a full JDK: Chronicle Map compiles classes when it opens", measures);
        return Finding.ok("jdk", detail, measures);
    }

    static Finding flags() {
        return flags(JvmFlag.all());
    }

    static Finding flags(List<JvmFlag> flags) {
        Map<String, Object> missing = new TreeMap<>();
        for (JvmFlag flag : flags)
            if (!flag.inForce())
                missing.put(flag.text(), flag.cost());
        if (missing.isEmpty())
            return Finding.ok("jvm flags", "all " + flags.size() + " of jvm.flags are set",
                    Map.of("missing", Map.of()));
        var detail = new StringBuilder(missing.size() + " of " + flags.size() + " missing");
        missing.forEach((flag, cost) -> detail.append("\n").append(flag).append(": ").append(cost));
        return Finding.weak("jvm flags", detail.toString(),
                "start through ./engram, or pass @jvm.flags (or put its lines into JDK_JAVA_OPTIONS)",
                Map.of("missing", missing));
    }

    static Finding memory() {
        long heap = Runtime.getRuntime().maxMemory();
        long machine = ManagementFactory
                .getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean os
                        ? os.getTotalMemorySize()
                        : 0;
        String detail = String.format(Locale.ROOT, "%,d MiB of heap at most, %,d MiB in the machine", heap / MIB,
                machine / MIB);
        Map<String, Object> measures = Map.of("heap_max_bytes", heap, "machine_bytes", machine);
        return heap < LEAST_HEAP
                ? Finding.weak("memory", detail, "give the JVM more: ENGRAM_JVM_OPTS=-Xmx1g", measures)
                : Finding.ok("memory", detail, measures);
    }
}
