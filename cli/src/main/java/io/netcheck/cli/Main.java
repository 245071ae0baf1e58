// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import io.netcheck.daemon.BuildInfo;
import java.io.PrintStream;
import java.util.List;

/** Tells the commands apart. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(run(List.of(args), System.out, System.err));
  }

  static int run(List<String> args, PrintStream out, PrintStream err) {
    String command = args.isEmpty() ? "" : args.getFirst();
    List<String> rest = args.stream().skip(1).toList();
    return switch (command) {
      case "demo" -> new DemoCommand(out, err).run(rest);
      case "report" -> new ReportCommand(out, err).run(rest);
      case "watch" -> new WatchCommand(out, err).run(rest);
      case "matrix" -> new MatrixCommand(out, err).run(rest);
      case "explain" -> new ExplainCommand(out, err).run(rest);
      case "check" -> new CheckCommand(out, err).run(rest);
      case "history" -> new HistoryCommand(out, err).run(rest);
      case "--version" -> {
        out.println("netcheck " + BuildInfo.current());
        yield 0;
      }
      default -> {
        err.println(
            "netcheck: unknown command "
                + command
                + "; expected demo, report, watch, matrix, check, history or explain");
        yield 1;
      }
    };
  }
}
