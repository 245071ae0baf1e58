// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import io.netcheck.protocol.DnsTransport;
import io.netcheck.protocol.IpFamily;
import java.util.Optional;
import org.slf4j.spi.LoggingEventBuilder;

/** A check with its subject and its results. */
sealed interface ScheduledCheck {
  ServiceCheck check();

  CheckRecord tally();

  /** Identifies the check, in words of the configuration only. */
  String subject();

  /** The same as fields of a line of the log. */
  LoggingEventBuilder describe(LoggingEventBuilder line);

  /**
   * The check of a service.
   *
   * @param family in which it is checked, if there is a check for each
   */
  record OfService(
      Service service, Optional<IpFamily> family, ServiceCheck check, CheckRecord tally)
      implements ScheduledCheck {
    @Override
    public String subject() {
      return "service="
          + service.name()
          + " probe="
          + service.kind().label()
          + family.map(it -> " ip_family=" + it.label()).orElse("");
    }

    @Override
    public LoggingEventBuilder describe(LoggingEventBuilder line) {
      LoggingEventBuilder described =
          line.addKeyValue("service", service.name()).addKeyValue("probe", service.kind().label());
      return family.map(it -> described.addKeyValue("ip_family", it.label())).orElse(described);
    }
  }

  /** The lookup of a name at a resolver, which is written as {@code address:port}. */
  record OfDns(
      String resolver, DnsTransport transport, String name, ServiceCheck check, CheckRecord tally)
      implements ScheduledCheck {
    @Override
    public String subject() {
      return "resolver=" + resolver + " transport=" + transport + " name=" + name;
    }

    @Override
    public LoggingEventBuilder describe(LoggingEventBuilder line) {
      return line.addKeyValue("resolver", resolver)
          .addKeyValue("transport", transport)
          .addKeyValue("name", name);
    }
  }
}
