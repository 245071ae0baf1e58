// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

/** A check with its subject and what has come of it. */
sealed interface ScheduledCheck {
  ServiceCheck check();

  CheckRecord tally();

  /** Names it in the log, as {@code key=value}; of the configuration's words only. */
  String subject();

  /** Of a service. */
  record OfService(Service service, ServiceCheck check, CheckRecord tally)
      implements ScheduledCheck {
    @Override
    public String subject() {
      return "service=" + service.name() + " probe=" + service.kind().label();
    }
  }

  /** Of a name at a resolver, which is written {@code address:port}. */
  record OfDns(String resolver, String name, ServiceCheck check, CheckRecord tally)
      implements ScheduledCheck {
    @Override
    public String subject() {
      return "resolver=" + resolver + " name=" + name;
    }
  }
}
