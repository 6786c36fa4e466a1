package dev.jensen.functions;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Makes a method a mutation: it reads and writes documents in one transaction.
///
/// It runs again when another one changed what it read, and only what it did to the database is
/// undone before. So nothing else may be done in it: no files, no calls of other services, no
/// fields of the object. What another system has to hear of is for an [Action] that it schedules,
/// which begins only if it commits. It has a second and must not wait; the time and random numbers
/// are those of [Context#now] and [Context#random].
///
/// The first parameter is a [MutationContext]. The others are the arguments, by their names:
/// compile with `-parameters`, or take them as one record with [Arguments].
///
/// {@snippet file="dev/jensen/testing/FunctionsSnippetsTest.java" region="mutation"}
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Mutation {}
