package io.engram.daemon.doctor;

import io.engram.tensor.kernel.Kernels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Looks at the processor and at the kernels that were chosen for it. */
final class ProcessorChecks {
    private static final List<String> OF_INTEREST = List.of("sse4_2", "avx", "avx2", "fma", "f16c", "avx_vnni",
            "avx512f",
            "avx512bw", "avx512vl", "avx512_vnni", "avx512_bf16", "amx_int8", "asimd", "asimddp", "sve", "sve2", "i8mm",
            "bf16");
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    private ProcessorChecks() {
    }

    static Finding cpu() throws IOException {
        int processors = Runtime.getRuntime().availableProcessors();
        String model = "";
        List<String> features = List.of();
        if (Files.isReadable(CPU_INFO)) {
            List<String> lines = Files.readAllLines(CPU_INFO);
            model = field(lines, "model name");
            String flags = field(lines, "flags");
            features = features(flags.isEmpty() ? field(lines, "Features") : flags);
        }
        Map<String, Object> measures = new LinkedHashMap<>();
        measures.put("arch", System.getProperty("os.arch", ""));
        measures.put("processors", processors);
        measures.put("model", model);
        measures.put("features", features);
        String detail = String.format(Locale.ROOT, "%d processors, %s%s%s", processors,
                System.getProperty("os.arch", ""), model.isEmpty() ? "" : ", " + model,
                features.isEmpty() ? "" : ": " + String.join(" ", features));
        return Finding.ok("cpu", detail, measures);
    }

    static Finding kernels() {
        Kernels best = Kernels.best();
        float[] a = new float[1000];
        float[] b = new float[1000];
        for (int i = 0; i < a.length; i++) {
            a[i] = (float) Math.sin(i);
            b[i] = (float) Math.cos(i * 0.7);
        }
        float difference = Math.abs(best.dot(a, 0, b, 0, 1000) - Kernels.scalar().dot(a, 0, b, 0, 1000));
        Map<String, Object> measures = Map.of("kernels", best.name(), "dot_difference", difference);
        if (difference > 1e-3)
            return Finding.broken("kernels", best.name() + " disagrees with the scalar reference by " + difference,
                    "report this with the output of doctor --json: results cannot be trusted here", measures);
        if (best.name().equals(Kernels.scalar().name()))
            return Finding.weak("kernels", "scalar: plain loops, no SIMD",
                    "start with --add-modules=jdk.incubator.vector on a processor with vectors of 128 bits or more",
                    measures);
        return Finding.ok("kernels", best.name() + ", agree with the scalar reference", measures);
    }

    private static String field(List<String> lines, String name) {
        return lines.stream().filter(line -> line.startsWith(name)).findFirst()
                .map(line -> line.substring(line.indexOf(':') + 1).strip()).orElse("");
    }

    private static List<String> features(String flags) {
        Set<String> all = Set.of(flags.isEmpty()
                ? new String[0]
                : Arrays.stream(flags.split(" ")).distinct()
                        .toArray(String[]::new));
        var found = new ArrayList<String>(OF_INTEREST);
        found.retainAll(all);
        return found;
    }
}
