// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.tls;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.stream.Stream;

/**
 * Resolves names as Java does, but never addresses. Java's HTTPS server looks up the name of every
 * client that connects ({@code SSLStreams}) and does not use it. If DNS does not answer, each
 * connection would wait for it, on a thread that other connections need. No other part of these
 * processes looks up the name of an address. Found by {@link java.util.ServiceLoader}.
 */
public final class NoReverseLookups extends InetAddressResolverProvider {
  @Override
  public InetAddressResolver get(Configuration configuration) {
    InetAddressResolver java = configuration.builtinResolver();
    return new InetAddressResolver() {
      @Override
      public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
          throws UnknownHostException {
        return java.lookupByName(host, policy);
      }

      @Override
      public String lookupByAddress(byte[] address) throws UnknownHostException {
        throw new UnknownHostException("addresses are not looked up here");
      }
    };
  }

  @Override
  public String name() {
    return "netcheck, without reverse lookups";
  }
}
