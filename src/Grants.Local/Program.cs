using System.Runtime.InteropServices;
using Grants.Local;

CommandLine line;
try
{
    line = CommandLine.Parse(args);
}
catch (CommandLineException exception)
{
    Console.Error.WriteLine($"{exception.Message}; --help shows what there is.");
    return 2;
}

if (line.Command == LocalCommand.Help)
{
    Console.Out.WriteLine(CommandLine.Help);
    return 0;
}

using var stop = new CancellationTokenSource();
void Stop(PosixSignalContext context)
{
    context.Cancel = true; // the end comes in order, below
    stop.Cancel();
}

using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
try
{
    await using var host = await LocalHost.StartAsync(line, Console.Out, stop.Token);
    Console.Out.WriteLine($"""
        The portal is at {host.Address}
          mail   {host.Address}dev/mail
          clock  {host.Address}dev/clock
          data   {line.DataDirectory}
        Ctrl+C stops it.
        """);
    await host.RunAsync(stop.Token);
    return 0;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    return 0;
}
catch (Exception exception) when (StartFailure.Describe(exception, line.DataDirectory) is { } reason)
{
    Console.Error.WriteLine(reason);
    return 1;
}
