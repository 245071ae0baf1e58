// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.http;

import java.net.InetAddress;

/**
 * What a request says before its body.
 *
 * @param client the address at the other end of the connection
 * @param path decoded
 * @param query as it was sent, {@code ""} where there is none
 * @param authorization the header of that name, {@code ""} where there is none
 */
public record Head(
    InetAddress client, String method, String path, String query, String authorization) {}
