package io.engram.daemon.doctor;

/** Looks at one thing. May block for a second or two and may throw: the doctor makes a finding of it. */
@FunctionalInterface
interface Check {
    Finding look() throws Exception;
}
