package io.engram.daemon.cli;

import io.engram.agent.event.AgentAddresses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A folder given with {@code --data}: one folder per agent, named after it.
 *
 * @param root the folder
 */
record AgentData(Path root) {

    /** The folder of an agent that may be new. */
    Path of(String agent) {
        return root.resolve(name(agent));
    }

    /**
     * The name of an agent that must be there.
     *
     * @param asked what the user named, or null: the only one there is
     */
    String existing(@Nullable String asked) {
        if (!Files.isDirectory(root))
            throw new CommandException(root + ": expected a folder with agents, there is none");
        List<String> agents = agents();
        if (asked != null) {
            if (!agents.contains(name(asked)))
                throw new CommandException(
                        root + ": expected " + known(agents) + ", received --agent " + asked);
            return asked;
        }
        if (agents.size() == 1)
            return agents.getFirst();
        if (agents.isEmpty())
            throw new CommandException(
                    root + ": expected a folder with agents (made by ./engram run … --data), found none");
        throw new UsageException("--agent is missing; expected " + known(agents));
    }

    /** Whether there is no agent, or no such folder yet. */
    boolean isEmpty() {
        return !Files.isDirectory(root) || agents().isEmpty();
    }

    List<String> agents() {
        var names = new ArrayList<String>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(root, Files::isDirectory)) {
            for (Path folder : folders)
                if (holdsMemory(folder))
                    names.add(String.valueOf(folder.getFileName()));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(root + ": cannot be read", unreadable);
        }
        names.sort(null);
        return names;
    }

    private static boolean holdsMemory(Path folder) {
        return Files.isDirectory(folder.resolve("journal"));
    }

    private static String known(List<String> agents) {
        return agents.isEmpty() ? "an agent, the folder has none" : "one of " + Misuse.join(agents);
    }

    private static String name(String agent) {
        try {
            return AgentAddresses.checkName(agent);
        } catch (IllegalArgumentException wrong) {
            throw new UsageException("--agent: " + wrong.getMessage());
        }
    }
}
