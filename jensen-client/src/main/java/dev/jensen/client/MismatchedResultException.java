package dev.jensen.client;

import dev.jensen.mapping.MappingException;

/// The function returned something else than the Java type that was asked for. The function has run
/// all the same.
///
/// {@snippet file="dev/jensen/client/HttpClientTest.java" region="mismatched"}
public final class MismatchedResultException extends ConvexException {

  MismatchedResultException(MappingException reason) {
    super(String.valueOf(reason.getMessage()), reason);
  }

  @Override
  public String code() {
    return "MismatchedResult";
  }
}
