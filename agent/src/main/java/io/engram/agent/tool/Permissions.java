package io.engram.agent.tool;

import java.time.InstantSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/**
 * Who may call what. Nothing is allowed until it is granted; a grant names one tool, the strongest effect it may have, the
 * caller, and may expire. May be shared by threads.
 */
public final class Permissions {
    private final InstantSource clock;
    private final List<Grant> grants = new CopyOnWriteArrayList<>();

    /**
     * One permission.
     *
     * @param tool the tool's name
     * @param upTo the strongest effect that is allowed; a tool whose declared effect is stronger stays denied
     * @param caller who may call; {@code *} for everyone
     * @param until when it ends; empty: never
     */
    public record Grant(String tool, Effect upTo, String caller, Optional<Instant> until) {
        /** Everyone may call {@code tool} when its effect is at most {@code upTo}, without an end. */
        public static Grant of(String tool, Effect upTo) {
            return new Grant(tool, upTo, "*", Optional.empty());
        }
    }

    /** Grants nothing. */
    public Permissions(InstantSource clock) {
        this.clock = clock;
    }

    /** Adds a permission. */
    public Permissions grant(Grant grant) {
        grants.add(grant);
        return this;
    }

    /** Takes back every permission that matches; calls that are running go on. Returns how many were taken back. */
    public int revoke(Predicate<Grant> which) {
        List<Grant> gone = new ArrayList<>(grants.stream().filter(which).toList());
        grants.removeAll(gone);
        return gone.size();
    }

    /** The permissions there are, expired ones included. */
    public List<Grant> grants() {
        return List.copyOf(grants);
    }

    /** Empty when the call is allowed; else the reason why not, for people. */
    Optional<String> refusal(ToolSpec spec, String caller) {
        List<Grant> named = grants.stream().filter(g -> g.tool().equals(spec.name())).toList();
        if (named.isEmpty())
            return Optional.of("no permission was granted for it");
        List<Grant> ours = named.stream().filter(g -> g.caller().equals("*") || g.caller().equals(caller)).toList();
        if (ours.isEmpty())
            return Optional.of("its permissions name other callers than " + caller);
        Instant now = clock.instant();
        List<Grant> valid = ours.stream().filter(g -> g.until().isEmpty() || now.isBefore(g.until().get())).toList();
        if (valid.isEmpty())
            return Optional.of("its permission has expired");
        boolean strongEnough = valid.stream().anyMatch(g -> spec.effect().compareTo(g.upTo()) <= 0);
        return strongEnough
                ? Optional.empty()
                : Optional.of("its effect " + spec.effect() + " is stronger than what was granted");
    }
}
