package io.engram.daemon.cli;

import java.io.FileNotFoundException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** One line for something that failed. */
final class Failures {
    private static final int LONGEST = 600;

    private Failures() {
    }

    static String line(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null)
            cause = cause.getCause();
        String message = cause.getMessage();
        return oneLine(switch (cause) {
            case NoSuchFileException missing -> missing.getFile() + ": no such file";
            case AccessDeniedException denied -> denied.getFile() + ": permission denied";
            case FileSystemException fault -> fault.getFile() + ": "
                    + (fault.getReason() == null ? fault.getClass().getSimpleName() : fault.getReason());
            case FileNotFoundException missing when message != null -> message;
            case OutOfMemoryError exhausted -> "out of memory (" + message
                    + "); give the JVM more with ENGRAM_JVM_OPTS=-Xmx…";
            default -> message == null || message.isBlank() ? cause.getClass().getSimpleName() : message;
        });
    }

    static String oneLine(String text) {
        String line = text.strip().replaceAll("\\s*\\R\\s*", "; ");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }
}
