package io.penstock.connector.generator;

/**
 * One part of the numbers that a generator makes records of: {@code part}, {@code part + parts}, {@code part + 2 * parts}
 * and so on, below {@code end}.
 *
 * @param next the first number that is still to come
 * @param seed of the generator, so that a changed one is noticed
 */
public record GeneratorSplit(int part, int parts, long next, long end, long seed) {}
