package io.engram.inference;

import java.util.Random;

/** Seeded random text over all of Unicode, with runs of spaces, digits and line ends. */
final class RandomText {
    private RandomText() {
    }

    /** At most {@code maxChars} code points, all valid. */
    static String of(Random random, int maxChars) {
        StringBuilder text = new StringBuilder();
        int n = random.nextInt(maxChars + 1);
        for (int i = 0; i < n; i++) {
            switch (random.nextInt(6)) {
                case 0 -> text.append((char) (' ' + random.nextInt(95)));
                case 1 -> text.append(" \n\t\r0123456789'".charAt(random.nextInt(15)));
                case 2 -> text.append((char) (0xa0 + random.nextInt(0x500)));
                case 3 -> text.append((char) (0x2000 + random.nextInt(0xa000)));
                case 4 -> text.appendCodePoint(0x10000 + random.nextInt(0x100000));
                default -> text.append((char) ('a' + random.nextInt(26)));
            }
        }
        return text.toString();
    }
}
