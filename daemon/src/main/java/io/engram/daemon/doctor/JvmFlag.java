package io.engram.daemon.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One line of {@code jvm.flags} and whether it is in force in this JVM, judged by its effect where it has one.
 *
 * @param text the flag as written
 * @param purpose the comment above it
 */
record JvmFlag(String text, String purpose) {
    private static final String UNNAMED = "=ALL-UNNAMED";

    /** The flags of {@code jvm.flags}, which the build puts beside the classes. */
    static List<JvmFlag> all() {
        try (InputStream in = JvmFlag.class.getResourceAsStream("/jvm.flags")) {
            if (in == null)
                throw new IllegalStateException("jvm.flags: expected on the class path, it is not there");
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException unreadable) {
            throw new UncheckedIOException("jvm.flags cannot be read", unreadable);
        }
    }

    static List<JvmFlag> parse(String file) {
        var flags = new ArrayList<JvmFlag>();
        String purpose = "";
        for (String raw : file.lines().toList()) {
            String line = raw.strip();
            if (line.startsWith("#"))
                purpose = line.substring(1).strip();
            else if (!line.isEmpty())
                flags.add(new JvmFlag(line, purpose));
        }
        return List.copyOf(flags);
    }

    boolean inForce() {
        if (text.startsWith("--add-modules="))
            return ModuleLayer.boot().findModule(value()).isPresent();
        if (text.startsWith("--add-opens="))
            return module().map(m -> m.isOpen(packageName(), JvmFlag.class.getModule())).orElse(false);
        if (text.startsWith("--add-exports="))
            return module().map(m -> m.isExported(packageName(), JvmFlag.class.getModule())).orElse(false);
        if (text.equals("--enable-native-access" + UNNAMED))
            return JvmFlag.class.getModule().isNativeAccessEnabled();
        if (text.startsWith("-D") && text.contains("="))
            return value().equals(System.getProperty(text.substring(2, text.indexOf('='))));
        return ManagementFactory.getRuntimeMXBean().getInputArguments().contains(text);
    }

    /** What goes without it, for people. */
    String cost() {
        if (text.contains("jdk.incubator.vector"))
            return "no SIMD: kernels fall back to plain loops, several times slower";
        if (text.contains("analytics"))
            return "Chronicle would send usage data";
        if (text.contains("announcer"))
            return "Chronicle prints a banner";
        if (text.contains("headless"))
            return "drawing charts may look for a display";
        if (text.contains("enable-native-access"))
            return "the JVM warns at each native library, later JDKs refuse";
        return "Chronicle Map cannot open: records go to the file store";
    }

    private String value() {
        return text.substring(text.indexOf('=') + 1);
    }

    private java.util.Optional<Module> module() {
        return ModuleLayer.boot().findModule(value().substring(0, value().indexOf('/')));
    }

    private String packageName() {
        return value().substring(value().indexOf('/') + 1, value().length() - UNNAMED.length());
    }
}
