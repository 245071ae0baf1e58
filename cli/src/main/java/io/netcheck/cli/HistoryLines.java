// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netcheck.protocol.JsonInput;
import io.netcheck.protocol.MalformedException;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Optional;

/** Prints the lines of a history, as they came or for a person. */
final class HistoryLines {
  private static final String ROW = "%-24s  %-24s  %-7s  %-4s  %-5s  %s%n";

  private final PrintStream out;
  private final boolean json;
  private boolean titled;
  private boolean continued;
  private int rows;
  private Optional<String> oldest = Optional.empty();

  HistoryLines(PrintStream out, boolean json) {
    this.out = out;
    this.json = json;
  }

  private static final class Line {
    private String time = "";
    private String peer = "";
    private String network = "";
    private String family = "";
    private String probe = "link";
    private String state = "";
    private boolean begin;
    private boolean end;
    private Optional<String> oldest = Optional.empty();
    private Optional<String> moreSince = Optional.empty();

    private boolean read(String name, JsonInput in) throws IOException {
      switch (name) {
        case "time" -> time = text(in);
        case "peer" -> peer = text(in);
        case "network" -> network = text(in);
        case "ip_family" -> family = text(in);
        case "probe" -> probe = text(in);
        case "state" -> state = text(in);
        case "rtt_us" -> state = "round trip about " + micros(in.integer(0, Long.MAX_VALUE));
        case "begin" -> begin = in.bool();
        case "end" -> end = in.bool();
        case "oldest" -> oldest = Optional.of(text(in));
        case "more_since" -> moreSince = Optional.of(text(in));
        default -> {
          return false;
        }
      }
      return true;
    }

    /** A terminal may obey what an agent sends. */
    private static String text(JsonInput in) throws IOException {
      return in.text().replaceAll("[^ -~]", "?");
    }

    private static String micros(long micros) {
      return micros < 1_000 ? micros + " us" : Math.round(micros / 100.0) / 10.0 + " ms";
    }
  }

  /** Prints one answer. Returns where the next one must begin, if there is more. */
  Optional<String> print(byte[] answer) throws MalformedException {
    Optional<String> next = Optional.empty();
    boolean ended = false;
    for (String text : new String(answer, UTF_8).split("\n", -1)) {
      if (text.isEmpty()) {
        continue;
      }
      Line line =
          JsonInput.read(
              text.getBytes(UTF_8),
              in -> {
                Line read = new Line();
                in.object(name -> read.read(name, in));
                return read;
              });
      if (line.end) {
        ended = true;
        oldest = line.oldest.or(() -> oldest);
        next = line.moreSince;
        if (json && next.isEmpty()) {
          out.println(text);
        }
      } else if (!(continued && line.begin)) {
        print(line, text);
      }
    }
    if (!ended) {
      throw new MalformedException("", "it ends in the middle");
    }
    continued = true;
    return next;
  }

  private void print(Line line, String text) {
    rows++;
    if (json) {
      out.println(text);
      return;
    }
    if (!titled) {
      titled = true;
      out.printf(ROW, "TIME", "PEER", "NETWORK", "IP", "PROBE", "STATE");
    }
    out.printf(
        ROW,
        line.time,
        line.peer,
        line.network,
        line.family,
        line.probe,
        line.state + (line.begin ? " (already)" : ""));
  }

  /** Prints what is left to say. */
  void end() {
    if (!json && rows == 0) {
      out.println("Nothing is recorded of that.");
    }
    if (!json) {
      oldest.ifPresent(time -> out.println("The history begins at " + time + "."));
    }
  }
}
