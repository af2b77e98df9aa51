package io.engram.daemon.doctor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/**
 * Looks at a folder's disk: space left, and how long a write waits until it is durable. Every recorded episode waits for one
 * such sync, so its latency bounds how fast a single agent can be told things.
 */
final class DiskCheck implements Check {
    private static final int SYNCS = 20;
    private static final int BYTES = 4096;
    private static final long GIB = 1L << 30;

    private final Path folder;

    DiskCheck(Path folder) {
        this.folder = folder;
    }

    @Override
    public Finding look() throws IOException {
        long free = Files.getFileStore(folder).getUsableSpace();
        double[] millis = syncMillis();
        double median = millis[SYNCS / 2];
        double worst = millis[SYNCS - 1];
        String detail = String.format(Locale.ROOT, "%s: %.1f GiB free, fsync %.2f ms (worst of %d: %.2f ms)", folder,
                free / (double) GIB, median, SYNCS, worst);
        Map<String, Object> measures = Map.of("folder", folder.toString(), "free_bytes", free, "fsync_ms_median",
                median,
                "fsync_ms_max", worst);
        if (free < GIB / 4)
            return Finding.broken("disk", detail, "free some space, or choose another folder with --data", measures);
        if (free < 2 * GIB)
            return Finding.weak("disk", detail, "less than 2 GiB free: choose a larger disk with --data", measures);
        if (median > 50)
            return Finding.weak("disk", detail, "a slow disk: each recorded episode waits for one fsync", measures);
        return Finding.ok("disk", detail, measures);
    }

    private double[] syncMillis() throws IOException {
        Path file = Files.createTempFile(folder, "engram-doctor", ".tmp");
        double[] millis = new double[SYNCS];
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer block = ByteBuffer.allocateDirect(BYTES);
            for (int i = 0; i < SYNCS; i++) {
                long began = System.nanoTime();
                while (block.hasRemaining())
                    channel.write(block);
                channel.force(false);
                millis[i] = (System.nanoTime() - began) / 1e6;
                block.clear();
            }
        } finally {
            Files.deleteIfExists(file);
        }
        Arrays.sort(millis);
        return millis;
    }
}
