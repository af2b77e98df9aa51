package io.engram.inference.curriculum;

import io.engram.inference.layout.KnownTools;
import io.engram.inference.layout.Prompt;
import java.util.random.RandomGenerator;

/** Sums and differences to four digits, products with one digit; the steps go digit by digit from the right. */
final class ArithmeticTask {
    private static final Phrases PLUS = Phrases.of(
            "What is {a} + {b}? | {a} + {b} = | What is {a} plus {b}? | How much is {a} and {b}? "
                    + "| Add {a} to {b}. | What do you get if you add {a} to {b}? | Compute {a} + {b}. "
                    + "| What is the sum of {a} and {b}? | What do I get if I add {a} to {b}? "
                    + "| If you add the numbers {a} and {b}, what is the sum? | Calculate {a} + {b}. "
                    + "| I have {a} and add {b}. How much is that? | Work out {a} plus {b}. "
                    + "| {a} and {b} together, how much is that? | Please tell me what {a} plus {b} makes. "
                    + "| + Add {b} and {a} together. | + Add the numbers {a} and {b}. | + Add {a} and then {b}. | * Add {a} and {b}.");
    private static final Phrases MINUS = Phrases.of(
            "What is {a} - {b}? | {a} - {b} = | What is {a} minus {b}? "
                    + "| What is left if you take {b} from {a}? | From {a} take {b}. "
                    + "| How much is {a} minus {b}? | Compute {a} - {b}. "
                    + "| If I take {b} away from {a}, what is left? "
                    + "| What is left of {a} when you take away {b}? | What is the difference of {a} and {b}? "
                    + "| Subtract {b} from {a}. | Calculate {a} - {b}. "
                    + "| I have {a} and take away {b}. How much is left? | Work out {a} minus {b}. "
                    + "| What do I get when I subtract {b} from {a}? | + Take {b} away from {a}. | + Take away {b} from {a}. "
                    + "| + If you take {b} from {a}, what remains? | + Please take the number {b} from {a}. | * Take {b} from {a}.");
    private static final Phrases TIMES = Phrases.of(
            "What is {a} * {b}? | {a} * {b} = | What is {a} times {b}? | Multiply {a} with {b}. "
                    + "| What do you get if you multiply {a} by {b}? | Compute {a} * {b}. "
                    + "| How much is {a} times {b}? | What do I get if I multiply {a} by {b}? "
                    + "| If you multiply the numbers {a} and {b}, what is the product? "
                    + "| What is the product of {a} and {b}? | Calculate {a} * {b}. "
                    + "| What is {a} multiplied by {b}? | Work out {a} times {b}. "
                    + "| Please tell me what {a} times {b} makes. | * Multiply {a} by {b}.");

    private ArithmeticTask() {
    }

    static Example make(Split split, RandomGenerator random) {
        return make(split, random, system(split, random));
    }

    /** The same under a given system turn, which offers no calculator. */
    static Example make(Split split, RandomGenerator random, String system) {
        int digits = 1 + random.nextInt(4);
        int kind = random.nextInt(5);
        if (kind == 4) {
            return times(split, random, system, number(digits, random), 2 + random.nextInt(8));
        }
        return sum(split, random, system, digits, kind < 2);
    }

    /** Nothing, or a scene without the calculator. */
    static String system(Split split, RandomGenerator random) {
        Town town = new Town(split, random);
        return random.nextBoolean()
                ? ""
                : new Scene(split, random, town).system(town.today(), name -> !name.equals(KnownTools.CALCULATOR));
    }

    /** A sum or difference of numbers with this many digits; the suite says how many. */
    static Example sum(Split split, RandomGenerator random, int digits, boolean plus) {
        return sum(split, random, system(split, random), digits, plus);
    }

    private static Example sum(Split split, RandomGenerator random, String system, int digits, boolean plus) {
        int a = number(digits, random);
        int b = number(random.nextInt(3) == 0 ? 1 + random.nextInt(digits) : digits, random);
        if (!plus && b > a) {
            int c = a;
            a = b;
            b = c;
        }
        int result = plus ? a + b : a - b;
        return example(split, random, system, "arithmetic-" + digits, plus ? PLUS : MINUS, a, b,
                plus ? additionSteps(a, b) : subtractionSteps(a, b), result);
    }

    private static Example times(Split split, RandomGenerator random, String system, int a, int b) {
        return example(split, random, system, "arithmetic-times", TIMES, a, b, productSteps(a, b), a * b);
    }

    private static Example example(Split split, RandomGenerator random, String system, String suite, Phrases question,
            int a, int b,
            String steps, int result) {
        String asked = question.pick(split, random).replace("{a}", "" + a).replace("{b}", "" + b);
        return new Example(suite, new Prompt(system).user(asked).open(), steps, result + ".",
                new Check.EndsIn("" + result));
    }

    private static int number(int digits, RandomGenerator random) {
        int least = digits == 1 ? 0 : (int) Math.pow(10, digits - 1);
        return least + random.nextInt((int) Math.pow(10, digits) - least);
    }

    /** One line per digit: the two digits, the carry, their sum, what is written, what is carried. */
    static String additionSteps(int a, int b) {
        StringBuilder out = new StringBuilder();
        String written = "";
        int carry = 0;
        for (int x = a, y = b; x > 0 || y > 0 || out.isEmpty(); x /= 10, y /= 10) {
            int sum = x % 10 + y % 10 + carry;
            out.append(x % 10).append('+').append(y % 10).append('+').append(carry).append('=').append(sum)
                    .append(" write ").append(sum % 10).append(" carry ").append(sum / 10).append('\n');
            written = sum % 10 + written;
            carry = sum / 10;
        }
        return out.append("so ").append(Integer.parseInt(carry > 0 ? carry + written : written)).toString();
    }

    static String subtractionSteps(int a, int b) {
        StringBuilder out = new StringBuilder();
        String written = "";
        int borrow = 0;
        for (int x = a, y = b; x > 0 || y > 0 || out.isEmpty(); x /= 10, y /= 10) {
            int difference = x % 10 - y % 10 - borrow;
            int digit = Math.floorMod(difference, 10);
            out.append(x % 10).append('-').append(y % 10).append('-').append(borrow).append('=').append(difference)
                    .append(" write ").append(digit).append(" borrow ").append(difference < 0 ? 1 : 0).append('\n');
            written = digit + written;
            borrow = difference < 0 ? 1 : 0;
        }
        return out.append("so ").append(Integer.parseInt(written)).toString();
    }

    static String productSteps(int a, int b) {
        StringBuilder out = new StringBuilder();
        String written = "";
        int carry = 0;
        for (int x = a; x > 0 || out.isEmpty(); x /= 10) {
            int product = x % 10 * b + carry;
            out.append(x % 10).append('*').append(b).append('+').append(carry).append('=').append(product)
                    .append(" write ").append(product % 10).append(" carry ").append(product / 10).append('\n');
            written = product % 10 + written;
            carry = product / 10;
        }
        return out.append("so ").append(Integer.parseInt(carry > 0 ? carry + written : written)).toString();
    }
}
