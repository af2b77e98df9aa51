package io.engram.daemon.doctor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Examines this machine and this JVM. Blocks for a few seconds; uses the disk of the folder it is given. */
public final class Doctor {
    private final Map<String, Check> checks = new LinkedHashMap<>();

    /** @param folder an existing folder on the disk where agents will live */
    public Doctor(Path folder) {
        checks.put("jdk", JvmChecks::jdk);
        checks.put("jvm flags", JvmChecks::flags);
        checks.put("memory", JvmChecks::memory);
        checks.put("cpu", ProcessorChecks::cpu);
        checks.put("kernels", ProcessorChecks::kernels);
        checks.put("disk", new DiskCheck(folder));
        checks.put("store", () -> RoomChecks.store(folder));
        checks.put("embedder", RoomChecks::embedder);
    }

    /** Looks at everything, in a stable order. */
    public List<Finding> examine() {
        var findings = new ArrayList<Finding>();
        checks.forEach((name, check) -> findings.add(examine(name, check)));
        return List.copyOf(findings);
    }

    static Finding examine(String name, Check check) {
        try {
            return check.look();
        } catch (Exception | LinkageError broken) {
            return Finding.broken(name, broken.toString(),
                    "see the message; ./engram doctor -v --stacktrace shows more",
                    Map.of("error", broken.toString()));
        }
    }
}
