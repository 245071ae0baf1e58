// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.heartbeat;

import io.netcheck.protocol.HeartbeatAnswer;
import io.netcheck.protocol.IntervalStretch;
import java.util.EnumSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs when the exporter stops and starts accepting heartbeats, when it asks for another interval,
 * and when another agent takes this agent's identity. Logs changes only. Not thread-safe.
 */
final class ExporterOutageLog {
  private static final Logger LOG = LoggerFactory.getLogger(ExporterOutageLog.class);

  /** Why a heartbeat was not accepted. */
  private enum OutageCause {
    UNREACHABLE,
    REFUSED,
    NO_TOKEN
  }

  private final String exporter;

  /** The causes that were logged during the current outage. */
  private final Set<OutageCause> logged = EnumSet.noneOf(OutageCause.class);

  private boolean outage;
  private boolean superseded;
  private IntervalStretch stretch = IntervalStretch.NONE;

  ExporterOutageLog(String exporter) {
    this.exporter = exporter;
  }

  void accepted(HeartbeatAnswer answer) {
    if (outage) {
      LOG.info("heartbeats accepted again exporter={}", exporter);
    }
    outage = false;
    logged.clear();
    if (answer.superseded() && !superseded) {
      LOG.warn(
          "agent superseded exporter={} because=\"an agent that started later uses the same"
              + " identity; the results of this agent are ignored\"",
          exporter);
    } else if (superseded && !answer.superseded()) {
      LOG.info("agent no longer superseded exporter={}", exporter);
    }
    superseded = answer.superseded();
    if (!answer.stretch().equals(stretch)) {
      LOG.info(
          "heartbeat interval changed exporter={} times={}", exporter, answer.stretch().factor());
    }
    stretch = answer.stretch();
  }

  /** Logs each cause once per outage: two alternating causes would fill the log. */
  void failed(Exception e) {
    outage = true;
    OutageCause cause =
        switch (e) {
          case ExporterClient.HeartbeatRefusedException _ -> OutageCause.REFUSED;
          case HeartbeatCredential.NoTokenException _ -> OutageCause.NO_TOKEN;
          default -> OutageCause.UNREACHABLE;
        };
    if (logged.add(cause)) {
      switch (cause) {
        case UNREACHABLE ->
            LOG.warn("exporter not reachable exporter={} problem=\"{}\"", exporter, e.toString());
        case REFUSED ->
            LOG.warn("heartbeat refused exporter={} problem=\"{}\"", exporter, e.getMessage());
        case NO_TOKEN ->
            LOG.warn(
                "heartbeat token missing exporter={} problem=\"{}\"", exporter, e.getMessage());
      }
    }
  }
}
