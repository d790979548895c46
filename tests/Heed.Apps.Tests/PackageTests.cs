using System.IO.Compression;

namespace Heed.Apps.Tests;

/// <summary>The library as a package: what is in it, and a program that references it from a folder.</summary>
public sealed class PackageTests
{
    [Fact]
    public void A_program_that_references_the_package_from_a_folder_translates()
    {
        using var folder = new TemporaryFolder();
        string version = $"0.1.0-test{Environment.ProcessId}";
        string project = Path.Combine(HeedProcess.Root, "src", "Heed", "Heed.csproj"), feed = Path.Combine(folder.Path, "feed");
        Dotnet(folder.Path, "pack", project, "--no-build", "-c", Configuration, "-o", feed, $"-p:PackageVersion={version}", "-nologo", "-v:quiet");
        CheckContents(Path.Combine(feed, $"Heed.{version}.nupkg"));
        Assert.True(File.Exists(Path.Combine(feed, $"Heed.{version}.snupkg")));

        folder.Write("app/nuget.config", $"""
            <configuration>
              <packageSources><add key="heed" value="{feed}" /></packageSources>
            </configuration>
            """);
        folder.Write("app/app.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <NuGetAudit>false</NuGetAudit>
              </PropertyGroup>
              <ItemGroup><PackageReference Include="Heed" Version="{version}" /></ItemGroup>
            </Project>
            """);
        folder.Write("app/Program.cs", "Console.WriteLine(Heed.Translator.Load(args[0]).Translate(\"J'ai une voiture rouge.\").Text);");
        folder.Write("app/Directory.Build.props", "<Project />");
        folder.Write("app/Directory.Packages.props", "<Project />");
        string app = Path.Combine(folder.Path, "app");
        string output = Dotnet(app, "run", "-c", "Release", "--", Path.Combine(HeedProcess.Root, "models", "fr-en"));
        Assert.EndsWith("I have a red car.", output.Trim());

        string unpacked = Path.Combine(Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages"), "heed", version);
        if (Directory.Exists(unpacked)) Directory.Delete(unpacked, recursive: true);
    }

    private static string Configuration => Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));

    private static void CheckContents(string package)
    {
        Assert.InRange(new FileInfo(package).Length, 1, 3 << 20);
        using ZipArchive zip = ZipFile.OpenRead(package);
        string[] names = [.. zip.Entries.Select(static entry => entry.FullName)];
        foreach (string needed in (string[])["lib/net10.0/Heed.dll", "lib/net10.0/Heed.xml", "PACKAGE.md", "LICENSE", "Heed.nuspec"]) Assert.Contains(needed, names);
        Assert.DoesNotContain(names, static name => name.EndsWith(".pdb", StringComparison.Ordinal) || name.Contains("models/", StringComparison.Ordinal));
        using var reader = new StreamReader(zip.GetEntry("Heed.nuspec")!.Open());
        string nuspec = reader.ReadToEnd();
        Assert.Contains("<license type=\"expression\">MIT</license>", nuspec);
        Assert.Contains("<readme>PACKAGE.md</readme>", nuspec);
        Assert.DoesNotContain("BannedApiAnalyzers", nuspec);
    }

    private static string Dotnet(string directory, params string[] arguments)
    {
        HeedProcess.Result result = HeedProcess.RunProgram("dotnet", arguments, directory);
        Assert.True(result.Code == 0, $"dotnet {string.Join(' ', arguments)}\n{result.Output}\n{result.Error}");
        return result.Output;
    }
}
