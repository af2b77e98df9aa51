package io.engram.agent.learning;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.engram.inference.chat.Grounding;
import io.engram.memory.AgentMemory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The adapters of one agent, in the folder {@code adapters} of its own: {@code N.gguf} and, written last, {@code N.json}
 * ({@link LearnedAdapter}). The one with the highest number is in force; without {@code N.json} a file counts for nothing.
 *
 * <p>One thread at a time; the memory's lock keeps other processes away.
 */
public final class AdapterShelf {
    private static final Pattern RECORD = Pattern.compile("(\\d{1,9})\\.json");
    /** Also what a run that was killed left half-written. */
    private static final Pattern ADAPTER = Pattern.compile("(\\d{1,9})\\.(?:gguf|gguf\\.part|json\\.part)");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;

    /** @param agentFolder the folder with the agent's memory */
    public AdapterShelf(Path agentFolder) {
        this.folder = agentFolder.resolve("adapters");
    }

    /** Whether there is none. */
    public boolean isEmpty() throws IOException {
        return numbers().isEmpty();
    }

    /** What identifies a model: the SHA-256 of its file, in hexadecimal digits. */
    public static String fingerprint(Path model) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (InputStream in = new DigestInputStream(Files.newInputStream(model), digest)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * Throws away every adapter that was trained on something that is no longer believed, or no longer holds, and every file
     * without a record: nobody could tell what it was trained on.
     *
     * @return how many adapters went
     */
    public int dropStale(AgentMemory memory, Instant now) throws IOException {
        int dropped = 0;
        for (int number : numbers()) {
            boolean holds = read(number).facts().stream().allMatch(learned -> memory.semantic().fact(learned.id())
                    .filter(f -> f.text().equals(learned.text()) && f.holdsAt(now)).isPresent());
            if (!holds) {
                remove(number);
                dropped++;
            }
        }
        dropUnrecorded();
        return dropped;
    }

    private void dropUnrecorded() throws IOException {
        List<Integer> recorded = numbers();
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path each : files) {
                Matcher m = ADAPTER.matcher(String.valueOf(each.getFileName()));
                if (m.matches() && !recorded.contains(Integer.parseInt(m.group(1)))) {
                    Files.delete(each);
                }
            }
        }
    }

    /** The adapter in force for a model, if there is one for it. */
    public Optional<Path> current(String model) throws IOException {
        OptionalInt last = last();
        return last.isPresent() && read(last.getAsInt()).model().equals(model)
                ? Optional.of(file(last.getAsInt()))
                : Optional.empty();
    }

    /** What is known of the adapter in force, of whatever model. */
    public Optional<LearnedAdapter> record() throws IOException {
        OptionalInt last = last();
        return last.isPresent() ? Optional.of(read(last.getAsInt())) : Optional.empty();
    }

    /** All words of what the adapter in force was trained on. */
    public List<String> words() throws IOException {
        return record().stream().flatMap(r -> r.facts().stream()).flatMap(f -> Grounding.words(f.text()).stream())
                .toList();
    }

    /** Where the next adapter is to be written before it is {@linkplain #adopt adopted}. */
    public Path next() throws IOException {
        Files.createDirectories(folder);
        return file(last().orElse(0) + 1);
    }

    /** Puts the adapter that was written at {@link #next} in force. */
    public void adopt(LearnedAdapter adapter) throws IOException {
        int number = last().orElse(0) + 1;
        if (!Files.isRegularFile(file(number))) {
            throw new IOException(file(number) + ": expected the adapter, there is none");
        }
        Path part = folder.resolve(number + ".json.part");
        JSON.writeValue(part.toFile(), adapter);
        Files.move(part, folder.resolve(number + ".json"), StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    /** Takes the adapter in force away; the one before it, if there is one, is in force again. False if there was none. */
    public boolean rollBack() throws IOException {
        OptionalInt last = last();
        if (last.isPresent()) {
            remove(last.getAsInt());
        }
        return last.isPresent();
    }

    private void remove(int number) throws IOException {
        // Without its record an adapter is not in force, whatever happens next.
        Files.deleteIfExists(folder.resolve(number + ".json"));
        Files.deleteIfExists(file(number));
    }

    private Path file(int number) {
        return folder.resolve(number + ".gguf");
    }

    private LearnedAdapter read(int number) throws IOException {
        Path file = folder.resolve(number + ".json");
        try {
            return JSON.readValue(file.toFile(), LearnedAdapter.class);
        } catch (JacksonException damaged) {
            throw new IOException(
                    file + ": expected the record of an adapter, received something else; delete the folder "
                            + folder + " to go on without",
                    damaged);
        }
    }

    private OptionalInt last() throws IOException {
        List<Integer> numbers = numbers();
        return numbers.isEmpty() ? OptionalInt.empty() : OptionalInt.of(numbers.getLast());
    }

    /** Ascending. */
    private List<Integer> numbers() throws IOException {
        List<Integer> numbers = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return numbers;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path each : files) {
                Matcher m = RECORD.matcher(String.valueOf(each.getFileName()));
                if (m.matches()) {
                    numbers.add(Integer.parseInt(m.group(1)));
                }
            }
        }
        numbers.sort(null);
        return numbers;
    }
}
