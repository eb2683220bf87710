// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

namespace millrace::sim {

// Exact results for queues with one station: what simulations are checked against, and what the teaching
// panel shows beside them. `lambda`: arrivals per unit of time; `mu`: what one server can serve in it.
// General source: Gross, Shortle, Thompson, Harris, Fundamentals of Queueing Theory (4th ed. 2008); here
// Kleinrock, Queueing Systems 1 (1975) is named where it is shorter.

/// In the long run. Where the load is too much, what grows without end is infinite.
struct QueueFigures {
    double utilisation = 0; ///< share of the time that a server is busy
    double inSystem = 0;    ///< L, waiting or in service
    double inQueue = 0;     ///< Lq, waiting
    double sojourn = 0;     ///< W, from arrival to departure, of those that are served
    double wait = 0;        ///< Wq, of it the time before service
    double throughput = 0;
    double lost = 0; ///< share of the arrivals that is turned away
};

/// M/M/1. Kleinrock, section 3.2.
QueueFigures mm1(double lambda, double mu);
/// That n are in the system.
double mm1Probability(double lambda, double mu, std::size_t n);
/// That a sojourn takes longer; it is exponential with rate mu - lambda (Kleinrock, section 5.12).
double mm1SojournAbove(double lambda, double mu, double time);
double mm1SojournQuantile(double lambda, double mu, double p);

/// That all of c servers are busy when `load` = lambda / mu is offered and nobody can wait: the share that is
/// lost in M/G/c/c, whatever the law of the service times. Erlang 1917; recursion: Gross, section 2.5.
double erlangB(int servers, double load);
/// That an arrival must wait in M/M/c. From Erlang B: C = B / (1 - rho (1 - B)), Gross, section 2.5.
double erlangC(int servers, double load);

/// M/M/c; N has the same law when exponential work shares c cores among any number of threads.
QueueFigures mmc(double lambda, double mu, int servers);
/// Gross, section 2.3.
double mmcWaitAbove(double lambda, double mu, int servers, double time);
/// A sojourn is a service plus, with probability C, an exponential wait of rate c mu - lambda.
double mmcSojournAbove(double lambda, double mu, int servers, double time);
double mmcSojournQuantile(double lambda, double mu, int servers, double p);

/// M/M/1/K: at most `capacity` in the system, who comes then is lost. Gross, section 2.4; any load.
QueueFigures mm1k(double lambda, double mu, std::size_t capacity);
/// That n are in the system, for n from 0 to K.
std::vector<double> mm1kProbabilities(double lambda, double mu, std::size_t capacity);

/// M/G/inf: that n waits are under way when nobody has to queue, as on an event loop. Poisson with the mean
/// `load`, whatever the law of the waits (Kleinrock, problem 5.21; Gross, section 5.2.2).
double mgInfinityProbability(double load, std::size_t n);

/// Poisson calls of an instance that is kept alive so long after each, services far shorter than the gaps:
/// the share that finds it gone, exp(-lambda T).
double coldShare(double lambda, double keepAlive);

} // namespace millrace::sim
