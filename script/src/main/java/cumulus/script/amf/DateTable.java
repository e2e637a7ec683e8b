package cumulus.script.amf;

import cumulus.script.lua.LuaStack;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoField;

/** The fields of a date (amf-lua section 3), in UTC. */
final class DateTable {
  static final int FIELDS = 11;

  /** The largest time that ECMAScript knows, milliseconds. */
  private static final double LARGEST = 8.64e15;

  private static final int DAYS_OF_WEEK = 7;

  private DateTable() {}

  /** Fills the table at the top; a time that is no date has nothing but itself. */
  static void fill(LuaStack stack, double millis) {
    field(stack, "__time", millis);
    if (!(Math.abs(millis) <= LARGEST)) {
      return;
    }
    Instant instant = Instant.ofEpochMilli((long) millis);
    ZonedDateTime date = instant.atZone(ZoneOffset.UTC);
    field(stack, "year", date.getYear());
    field(stack, "month", date.getMonthValue());
    field(stack, "day", date.getDayOfMonth());
    field(stack, "yday", date.getDayOfYear());
    field(stack, "wday", date.getDayOfWeek().getValue() % DAYS_OF_WEEK + 1); // 1 is Sunday
    field(stack, "hour", date.getHour());
    field(stack, "min", date.getMinute());
    field(stack, "sec", date.getSecond());
    field(stack, "msec", date.get(ChronoField.MILLI_OF_SECOND));
    stack.push("isdst");
    stack.push(ZoneId.systemDefault().getRules().isDaylightSavings(instant));
    stack.rawSet(-3);
  }

  private static void field(LuaStack stack, String name, double value) {
    stack.push(name);
    stack.push(value);
    stack.rawSet(-3);
  }
}
