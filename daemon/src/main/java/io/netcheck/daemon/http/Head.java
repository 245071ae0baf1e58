// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.http;

/**
 * What a request says before its body.
 *
 * @param path decoded
 * @param query as it was sent, {@code ""} where there is none
 * @param authorization the header of that name, {@code ""} where there is none
 */
public record Head(String method, String path, String query, String authorization) {}
