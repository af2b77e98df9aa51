package io.engram.worldmodel;

/** An environment whose whole state can be copied, so that it can be searched by its true rules ({@link ExactWorld}). */
public interface Forkable extends Environment {
    /** An independent environment in the same state of the same episode; stepping one does not move the other. */
    Forkable copy();
}
