package dev.jensen.value;

import java.math.BigDecimal;
import java.math.MathContext;

/// The decimal forms of finite doubles.
final class Decimal {

  /// Below this every integral double is one `long`, and its digits are the shortest.
  private static final double EXACT_INTEGER_MAX = 1L << 53;

  /// From here up one digit is only enough where Java gives a zero as the second.
  private static final double TWO_DIGITS_MIN = Double.MIN_NORMAL;

  private Decimal() {}

  /// Whether `number` is an integer that a `long` shows exactly; `-0.0` counts as 0.
  static boolean isExactInteger(double number) {
    return number == Math.rint(number) && Math.abs(number) < EXACT_INTEGER_MAX;
  }

  /// As `JSON.stringify` writes it: the shortest digits that read back as the same number, without
  /// an exponent from 1e-6 up to 1e21.
  static String javascript(double number) {
    if (isExactInteger(number)) {
      return Long.toString((long) number);
    }
    String text = shortest(number);
    int exponentAt = text.indexOf('E');
    if (exponentAt < 0) {
      return text;
    }
    return moveExponent(text, exponentAt);
  }

  /// Like [#javascript(double)], but always with a fraction or an exponent, and with the sign of
  /// `-0.0`.
  static String withFraction(double number) {
    if (number == 0) {
      return Double.toString(number);
    }
    String text = javascript(number);
    boolean plain = text.indexOf('.') < 0 && text.indexOf('e') < 0;
    return plain ? text + ".0" : text;
  }

  /// Java gives at least two digits, which is one too many for a few of the smallest numbers.
  private static String shortest(double number) {
    String text = Double.toString(number);
    if (Math.abs(number) >= TWO_DIGITS_MIN) {
      return text;
    }
    BigDecimal oneDigit = new BigDecimal(text).round(new MathContext(1));
    return oneDigit.doubleValue() == number
        ? oneDigit.unscaledValue() + ".0E" + -oneDigit.scale()
        : text;
  }

  /// Rewrites Java's `1.25E10` the way JavaScript does.
  private static String moveExponent(String text, int exponentAt) {
    int exponent = Integer.parseInt(text, exponentAt + 1, text.length(), 10);
    int start = text.charAt(0) == '-' ? 1 : 0;
    var digits = new StringBuilder(20).append(text.charAt(start));
    if (!text.substring(start + 2, exponentAt).equals("0")) {
      digits.append(text, start + 2, exponentAt);
    }

    var result = new StringBuilder(28).append(text, 0, start);
    if (exponent >= 21 || exponent < -6) {
      if (digits.length() > 1) {
        digits.insert(1, '.');
      }
      return result.append(digits).append(exponent < 0 ? "e" : "e+").append(exponent).toString();
    }
    if (exponent < 0) {
      return result.append("0.").repeat('0', -exponent - 1).append(digits).toString();
    }
    if (digits.length() <= exponent + 1) {
      return result.append(digits).repeat('0', exponent + 1 - digits.length()).toString();
    }
    return result.append(digits.insert(exponent + 1, '.')).toString();
  }
}
