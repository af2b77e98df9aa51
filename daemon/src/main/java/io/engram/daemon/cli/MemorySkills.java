package io.engram.daemon.cli;

import io.engram.memory.AgentMemory;
import io.engram.memory.procedural.Skill;
import io.engram.memory.procedural.SkillFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code engram memory skills}: skills as files that people read. */
@Command(name = "skills", sortOptions = false, optionListHeading = "%nOptions:%n", description = "Lists the skills in use, or writes them to files and takes them in from files.")
final class MemorySkills implements Callable<Integer> {
    @Mixin
    private OpenMemory memory = new OpenMemory();

    @Option(names = "--export", paramLabel = "DIR", description = "Write each skill to DIR/NAME-ID.skill.")
    private @Nullable Path export;

    @Option(names = "--import", paramLabel = "DIR", description = "Take in every DIR/*.skill.")
    private @Nullable Path imported;

    @Option(names = "--json", description = "Print a JSON array of skills.")
    private boolean json;

    private final CommandIo io;

    MemorySkills(CommandIo io) {
        this.io = io;
    }

    @Override
    public Integer call() {
        memory.read((open, agent) -> {
            List<Skill> skills = imported == null ? open.procedural().skills() : takeIn(open, imported);
            if (export != null)
                write(skills, export);
            if (json)
                io.json(skills);
            else
                io.lines(skills.stream().map(this::line).toList());
        });
        return EngramCommand.DONE;
    }

    private static List<Skill> takeIn(AgentMemory memory, Path folder) {
        var taken = new ArrayList<Skill>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.skill")) {
            for (Path file : files)
                taken.add(memory.procedural().adopt(file.toString(), Files.readString(file)).join());
        } catch (CompletionException wrong) {
            Throwable cause = wrong.getCause() == null ? wrong : wrong.getCause();
            throw new CommandException(String.valueOf(cause.getMessage()), wrong);
        } catch (CharacterCodingException wrong) {
            throw new CommandException(folder + ": expected UTF-8 text in every .skill file, received other bytes",
                    wrong);
        } catch (IOException unreadable) {
            throw new CommandException(folder + ": expected a folder with .skill files, it cannot be read", unreadable);
        }
        return taken;
    }

    private static void write(List<Skill> skills, Path folder) {
        try {
            Files.createDirectories(folder);
            for (Skill skill : skills) {
                String name = skill.name().replaceAll("[^\\p{L}\\p{N}_-]", "_");
                Files.writeString(folder.resolve(name.substring(0, Math.min(60, name.length())) + '-' + skill.id()
                        + ".skill"), SkillFile.write(skill));
            }
        } catch (IOException unwritable) {
            throw new UncheckedIOException(folder + ": cannot be written", unwritable);
        }
    }

    private String line(Skill skill) {
        return io.style().cyan("skill " + skill.id()) + "  " + skill.text() + System.lineSeparator() + "    "
                + io.style().dim(String.format(Locale.ROOT, "support %d, used %d times, success rate %.2f, in %s",
                        skill.support(), skill.uses(), skill.successRate(), String.join(", ", skill.channels())));
    }
}
