package io.engram.inference.curriculum;

import java.util.random.RandomGenerator;

/** Makes examples of one kind. */
@FunctionalInterface
interface Task {
    Example make(Split split, RandomGenerator random);
}
